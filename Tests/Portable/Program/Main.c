// portable-training WORLD SEED ITERATIONS N…: trains (see Training.swift) and prints the hash of the
// weights after each N of all the iterations.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

void start_training(int32_t world, int32_t seed, int32_t iterations);
uint64_t advance_training(int32_t iteration);

int main(int count, char **arguments) {
  if (count < 5) {
    fputs("usage: portable-training WORLD SEED ITERATIONS N...\n", stderr);
    return 64;
  }
  start_training(atoi(arguments[1]), atoi(arguments[2]), atoi(arguments[3]));
  for (int i = 4; i < count; i++)
    printf("%016" PRIx64 "\n", advance_training(atoi(arguments[i])));
  return 0;
}
