// What Swift cannot see of MPI are its macros, and it has no use for the rest of mpi.h's two thousand lines:
// these are the calls that ranks need. Each returns MPI's error code.
#ifndef PROXIMAL_OPEN_MPI_SHIM_H
#define PROXIMAL_OPEN_MPI_SHIM_H

#include <mpi.h>

// Joins the job, for calls from the thread that joins; errors are returned from now on.
static inline int pr_mpi_join(int *rank, int *count) {
  int error = MPI_SUCCESS, granted, joined;
  MPI_Initialized(&joined);
  if (!joined) error = MPI_Init_thread(0, 0, MPI_THREAD_FUNNELED, &granted);
  if (error == MPI_SUCCESS) error = MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
  if (error == MPI_SUCCESS) error = MPI_Comm_rank(MPI_COMM_WORLD, rank);
  if (error == MPI_SUCCESS) error = MPI_Comm_size(MPI_COMM_WORLD, count);
  return error;
}

// Every rank's part of the bytes, from all to all.
static inline int pr_mpi_gather(void *bytes, const int counts[], const int starts[]) {
  return MPI_Allgatherv(
    MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, bytes, counts, starts, MPI_BYTE, MPI_COMM_WORLD);
}

// A message from one rank to another.
static inline int pr_mpi_send(const void *bytes, int count, int rank) {
  return MPI_Send(bytes, count, MPI_BYTE, rank, 0, MPI_COMM_WORLD);
}

// Who has a message for this rank, and of how many bytes; waits for one, or leaves -1 where there is none.
static inline int pr_mpi_look(int waits, int *rank, int *count) {
  MPI_Status status;
  int there = 1;
  int error = waits ? MPI_Probe(MPI_ANY_SOURCE, 0, MPI_COMM_WORLD, &status)
                    : MPI_Iprobe(MPI_ANY_SOURCE, 0, MPI_COMM_WORLD, &there, &status);
  *rank = there ? status.MPI_SOURCE : -1;
  return error == MPI_SUCCESS && there ? MPI_Get_count(&status, MPI_BYTE, count) : error;
}

static inline int pr_mpi_receive(void *bytes, int count, int rank) {
  return MPI_Recv(bytes, count, MPI_BYTE, rank, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

// `text` needs room for MPI_MAX_ERROR_STRING characters.
enum { pr_mpi_longest_text = MPI_MAX_ERROR_STRING };
static inline void pr_mpi_describe(int error, char text[]) {
  int length = 0;
  if (MPI_Error_string(error, text, &length) != MPI_SUCCESS) text[0] = 0;
}

static inline int pr_mpi_leave(void) { return MPI_Finalize(); }
static inline void pr_mpi_abort(int status) { MPI_Abort(MPI_COMM_WORLD, status); }

#endif
