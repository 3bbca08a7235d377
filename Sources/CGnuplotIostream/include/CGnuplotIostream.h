#pragma once
#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// One running gnuplot, spoken to through gnuplot-iostream.
///
/// A session is used by one thread at a time. No C++ exception leaves these functions, and a
/// gnuplot that died does not raise SIGPIPE: the failure shows in `gnuplot_finish`.
typedef struct gnuplot_session gnuplot_session;

/// What gnuplot left behind. The two texts end in a zero byte that their lengths do not count;
/// they belong to the session and live until `gnuplot_free`.
typedef struct {
  const char *output;
  size_t output_length;
  const char *complaint;
  size_t complaint_length;
  int exit_status; ///< 0 … 255, or 0 where a signal ended it
  int signal;      ///< the signal that ended it, or 0
  bool took_everything; ///< whether gnuplot's input accepted all that was sent
} gnuplot_outcome;

/// Starts `program` (a path, not looked up) with the given arguments (NULL at the end).
///
/// Its standard output and standard error go to memory. Returns NULL and an errno in `error`
/// where it could not be started.
gnuplot_session *gnuplot_start(const char *program, const char *const arguments[], int *error);

/// Sends one command; the end of the line is added.
void gnuplot_send_command(gnuplot_session *session, const char *command);

/// Sends `rows × columns` numbers, row after row, with gnuplot-iostream's `send1d`, which
/// closes the block with a line that holds `e`. Six significant digits are sent.
void gnuplot_send_rows(
    gnuplot_session *session, const double *numbers, size_t rows, size_t columns);

/// Closes gnuplot's input, waits for its end and collects what it wrote. Call it once.
/// Returns an errno, 0 when all went well.
int gnuplot_finish(gnuplot_session *session, gnuplot_outcome *outcome);

/// Releases the session; an unfinished gnuplot is closed and waited for.
void gnuplot_free(gnuplot_session *session);

#ifdef __cplusplus
}
#endif
