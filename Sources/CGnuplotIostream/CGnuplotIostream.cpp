#include "CGnuplotIostream.h"

#if !__has_include(<gnuplot-iostream.h>)
#error "gnuplot-iostream.h is not installed: run `make prepare`, which installs it or says how."
#else

#include <gnuplot-iostream.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <iomanip>
#include <memory>
#include <spawn.h>
#include <string>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#ifdef __APPLE__
// A library has no `environ` of its own there.
#include <crt_externs.h>
#define environ (*_NSGetEnviron())
#else
extern char **environ;
#endif

namespace {

/// A file descriptor that closes itself.
class Descriptor {
public:
  explicit Descriptor(int number = -1) : number(number) {}
  Descriptor(Descriptor &&other) noexcept : number(other.release()) {}
  Descriptor &operator=(Descriptor &&other) noexcept {
    std::swap(number, other.number);
    return *this;
  }
  ~Descriptor() {
    if (number >= 0) close(number);
  }
  int get() const { return number; }
  int release() {
    int released = number;
    number = -1;
    return released;
  }

private:
  int number;
};

/// The same file under a number that is none of the standard streams', which may be free to
/// take where we were started with one of them closed.
Descriptor above_standard_streams(Descriptor file) {
  if (file.get() < 0 || file.get() > STDERR_FILENO) return file;
  return Descriptor(fcntl(file.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
}

/// A file that has no name, so that nothing is left behind whatever happens: in memory where
/// the system has memfd, else an unlinked temporary file.
Descriptor nameless_file() {
#ifdef MFD_CLOEXEC
  int number = memfd_create("gnuplot", MFD_CLOEXEC);
  if (number >= 0) return above_standard_streams(Descriptor(number));
#endif
  std::unique_ptr<FILE, int (*)(FILE *)> file(tmpfile(), fclose);
  if (!file) return Descriptor();
  return Descriptor(fcntl(fileno(file.get()), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
}

bool read_all(int descriptor, std::string &text) {
  char buffer[1 << 16];
  for (;;) {
    ssize_t count = pread(descriptor, buffer, sizeof buffer, static_cast<off_t>(text.size()));
    if (count == 0) return true;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    text.append(buffer, static_cast<size_t>(count));
  }
}

/// The two ends of a pipe, closed on exec, or another gnuplot would inherit the end that closes
/// this one's input.
int pipe_closed_on_exec(int ends[2]) {
#ifdef __APPLE__
  // Not in one step, but `spawn` lets no child inherit what it is not given.
  if (pipe(ends) != 0) return errno;
  for (int end = 0; end < 2; ++end) {
    if (fcntl(ends[end], F_SETFD, FD_CLOEXEC) != 0) {
      const int error = errno;
      close(ends[0]);
      close(ends[1]);
      return error;
    }
  }
  return 0;
#else
  return pipe2(ends, O_CLOEXEC) == 0 ? 0 : errno;
#endif
}

/// Keeps SIGPIPE from this thread while it lives: a write to a gnuplot that has died then
/// fails with EPIPE, and the rest of the process keeps its own way with the signal.
#ifdef F_SETNOSIGPIPE
class WithoutBrokenPipeSignal {
public:
  // The pipe itself was told in `start`: here the signal would go to any thread of the process.
  WithoutBrokenPipeSignal() {}
};
#else
class WithoutBrokenPipeSignal {
public:
  WithoutBrokenPipeSignal() {
    sigemptyset(&broken_pipe);
    sigaddset(&broken_pipe, SIGPIPE);
    sigset_t pending;
    sigpending(&pending);
    was_pending = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &broken_pipe, &before);
  }
  ~WithoutBrokenPipeSignal() {
    const struct timespec at_once = {0, 0};
    if (!was_pending) {
      while (sigtimedwait(&broken_pipe, nullptr, &at_once) < 0 && errno == EINTR) {}
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }

private:
  sigset_t broken_pipe, before;
  bool was_pending;
};
#endif

bool starts_with(const char *text, const char *prefix) {
  return std::strncmp(text, prefix, std::strlen(prefix)) == 0;
}

/// Our own environment without what would change a picture: GNUTERM, GNUPLOT_LIB, locales.
std::vector<std::string> neutral_environment() {
  std::vector<std::string> kept = {"LC_ALL=C"};
  for (char **entry = environ; *entry; ++entry) {
    const char *text = *entry;
    bool changes_pictures = starts_with(text, "GNU") || starts_with(text, "GDFONTPATH=")
        || starts_with(text, "LC_") || starts_with(text, "LANG");
    if (!changes_pictures) kept.emplace_back(text);
  }
  return kept;
}

std::vector<char *> pointers(std::vector<std::string> &texts) {
  std::vector<char *> result;
  for (std::string &text : texts) result.push_back(&text[0]);
  result.push_back(nullptr);
  return result;
}

/// posix_spawn of gnuplot with the three descriptors as its standard streams. It gets a process
/// group of its own, so that Ctrl-C reaches only us: gnuplot ends when its input closes, which
/// the kernel sees to even if we are killed.
int spawn(const char *program, const char *const arguments[], int input, int output,
          int complaint, pid_t *child) {
  std::vector<std::string> argument_texts = {program};
  for (; *arguments; ++arguments) argument_texts.emplace_back(*arguments);
  std::vector<std::string> environment_texts = neutral_environment();
  std::vector<char *> argument_list = pointers(argument_texts);
  std::vector<char *> environment_list = pointers(environment_texts);

  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int error = posix_spawn_file_actions_init(&actions);
  if (error) return error;
  error = posix_spawnattr_init(&attributes);
  if (error) {
    posix_spawn_file_actions_destroy(&actions);
    return error;
  }

  sigset_t none, broken_pipe;
  sigemptyset(&none);
  sigemptyset(&broken_pipe);
  sigaddset(&broken_pipe, SIGPIPE);
  short flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
#ifdef POSIX_SPAWN_CLOEXEC_DEFAULT
  flags |= POSIX_SPAWN_CLOEXEC_DEFAULT;
#endif
  if (!error) error = posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  if (!error) error = posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  if (!error) error = posix_spawn_file_actions_adddup2(&actions, complaint, STDERR_FILENO);
  if (!error) error = posix_spawnattr_setflags(&attributes, flags);
  if (!error) error = posix_spawnattr_setpgroup(&attributes, 0);
  if (!error) error = posix_spawnattr_setsigmask(&attributes, &none);
  if (!error) error = posix_spawnattr_setsigdefault(&attributes, &broken_pipe);
  if (!error) {
    error = posix_spawn(
        child, program, &actions, &attributes, argument_list.data(), environment_list.data());
  }
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

} // namespace

struct gnuplot_session {
  std::unique_ptr<Gnuplot> plot;
  pid_t child = -1;
  Descriptor output, complaint;
  std::string output_text, complaint_text;
  bool took_everything = true;

  /// Runs `work` on the stream and remembers whether it went through.
  template <typename Work> void send(Work work) {
    if (!plot || !took_everything) return;
    WithoutBrokenPipeSignal guard;
    try {
      work(*plot);
      plot->flush();
    } catch (...) {
      took_everything = false;
    }
    if (!plot->good()) took_everything = false;
  }

  void close_input() {
    WithoutBrokenPipeSignal guard;
    try {
      plot.reset();
    } catch (...) {
      took_everything = false;
    }
  }

  /// The status that waitpid gives, or 0 where the system has thrown it away already.
  int wait() {
    int status = 0;
    while (child > 0 && waitpid(child, &status, 0) < 0) {
      if (errno != EINTR) {
        status = 0;
        break;
      }
    }
    child = -1;
    return status;
  }

  ~gnuplot_session() {
    close_input();
    wait();
  }
};

namespace {

int start(gnuplot_session &session, const char *program, const char *const arguments[]) {
  session.output = nameless_file();
  session.complaint = nameless_file();
  if (session.output.get() < 0 || session.complaint.get() < 0) return errno;

  int ends[2];
  int error = pipe_closed_on_exec(ends);
  if (error) return error;
  Descriptor read_end = above_standard_streams(Descriptor(ends[0]));
  Descriptor write_end = above_standard_streams(Descriptor(ends[1]));
  if (read_end.get() < 0 || write_end.get() < 0) return errno;

#ifdef F_SETNOSIGPIPE
  if (fcntl(write_end.get(), F_SETNOSIGPIPE, 1) != 0) return errno;
#endif

  error = spawn(program, arguments, read_end.get(), session.output.get(),
                session.complaint.get(), &session.child);
  if (error) return error;

  FILE *input = fdopen(write_end.get(), "w");
  if (!input) return errno;
  write_end.release();
  session.plot = std::make_unique<Gnuplot>(input);
  // Its destructor closes the file first and the stream after: what a dead gnuplot has not taken
  // would then go to whoever got the descriptor's number next.
  session.plot->set_auto_close(false);
  *session.plot << std::defaultfloat << std::setprecision(6);
  return 0;
}

} // namespace

extern "C" gnuplot_session *gnuplot_start(
    const char *program, const char *const arguments[], int *error) {
  try {
    auto session = std::make_unique<gnuplot_session>();
    *error = start(*session, program, arguments);
    return *error ? nullptr : session.release();
  } catch (...) {
    *error = ENOMEM;
    return nullptr;
  }
}

extern "C" void gnuplot_send_command(gnuplot_session *session, const char *command) {
  session->send([&](Gnuplot &plot) { plot << command << '\n'; });
}

extern "C" void gnuplot_send_rows(
    gnuplot_session *session, const double *numbers, size_t rows, size_t columns) {
  session->send([&](Gnuplot &plot) {
    std::vector<std::vector<double>> table;
    table.reserve(rows);
    for (size_t row = 0; row < rows; ++row) {
      table.emplace_back(numbers + row * columns, numbers + (row + 1) * columns);
    }
    plot.send1d(table);
  });
}

extern "C" int gnuplot_finish(gnuplot_session *session, gnuplot_outcome *outcome) {
  try {
    session->close_input();
    const int status = session->wait();
    errno = 0;
    if (!read_all(session->output.get(), session->output_text)
        || !read_all(session->complaint.get(), session->complaint_text)) {
      return errno;
    }
    outcome->output = session->output_text.c_str();
    outcome->output_length = session->output_text.size();
    outcome->complaint = session->complaint_text.c_str();
    outcome->complaint_length = session->complaint_text.size();
    outcome->exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    outcome->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    outcome->took_everything = session->took_everything;
    return 0;
  } catch (...) {
    return ENOMEM;
  }
}

extern "C" void gnuplot_free(gnuplot_session *session) { delete session; }

#endif
