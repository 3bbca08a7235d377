// portable-training WORLD SEED ITERATION…: trains (see Training.swift) and prints the hash of the
// weights after each of the numbers of iterations.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

void start_training(int32_t world, int32_t seed);
uint64_t advance_training(int32_t iteration);

int main(int count, char **arguments) {
  if (count < 4) {
    fputs("usage: portable-training WORLD SEED ITERATION...\n", stderr);
    return 64;
  }
  start_training(atoi(arguments[1]), atoi(arguments[2]));
  for (int i = 3; i < count; i++)
    printf("%016" PRIx64 "\n", advance_training(atoi(arguments[i])));
  return 0;
}
