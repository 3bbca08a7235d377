// As much of the C library's header as the kernels and Support.c need.
#pragma once

#include <stddef.h>

typedef struct proximal_file FILE;
/// The one stream there is: the host's.
#define stderr ((FILE *)0)

int putchar(int character);
int fputs(const char *text, FILE *stream);
size_t fwrite(const void *items, size_t size, size_t count, FILE *stream);
