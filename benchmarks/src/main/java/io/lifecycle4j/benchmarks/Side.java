package io.lifecycle4j.benchmarks;

/** One side of a comparison: a network that is ready to predict. Thread-safe. */
interface Side extends AutoCloseable {
  /** The number of different inputs, a power of two. */
  int ROWS = 1 << 12;

  /** Sets up the calling thread, and returns a caller for this thread only. */
  Caller caller();

  @Override
  void close();

  /** Requests predictions one after the other. */
  @FunctionalInterface
  interface Caller {
    /**
     * Requests a prediction.
     *
     * @param row the index of the input, below {@link Side#ROWS}
     * @return a value that depends on the prediction
     */
    Object call(int row);
  }

  /** Opens a side by its name. */
  static Side open(String name) {
    if (name.endsWith(ServingSide.BATCHED)) {
      return ServingSide.batched(name.substring(0, name.length() - ServingSide.BATCHED.length()));
    }
    return switch (name) {
      case "ours" -> OurModel.open();
      case "default" -> RawDjl.open(false);
      case "tuned" -> RawDjl.open(true);
      case "program" -> TorchScriptModel.open();
      case "raw-program" -> RawDjl.openProgram(false);
      case "tuned-program" -> RawDjl.openProgram(true);
      default -> ServingSide.open(name);
    };
  }
}
