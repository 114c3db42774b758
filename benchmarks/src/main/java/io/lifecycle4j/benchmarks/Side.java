package io.lifecycle4j.benchmarks;

/** One side of a comparison: a network, ready to answer. Thread-safe. */
interface Side extends AutoCloseable {
  /** How many different inputs there are, a power of two. */
  int ROWS = 1 << 12;

  /** Sets the calling thread up. What it returns is for this thread alone. */
  Caller caller();

  @Override
  void close();

  /** Asks for one answer after the other. */
  @FunctionalInterface
  interface Caller {
    /**
     * Asks for one answer.
     *
     * @param row which input, 0 to {@link Side#ROWS} less one
     * @return something that depends on the answer
     */
    Object call(int row);
  }

  /** Opens a side by its name. */
  static Side open(String name) {
    return switch (name) {
      case "ours" -> OurModel.open();
      case "default" -> RawDjl.open(false);
      case "tuned" -> RawDjl.open(true);
      default ->
          throw new IllegalArgumentException(
              "Invalid side: " + name + " (must be ours, default or tuned)");
    };
  }
}
