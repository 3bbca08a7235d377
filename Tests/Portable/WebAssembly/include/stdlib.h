// As much of the C library's header as the kernels and Support.c need.
#pragma once

#include <stddef.h>

void *malloc(size_t size);
void free(void *pointer);
int posix_memalign(void **pointer, size_t alignment, size_t size);
char *getenv(const char *name);
_Noreturn void exit(int status);
