package io.lifecycle4j.djl.training;

/** Learning rate, its schedule, and weight decay. */
record AdamSettings(float learningRate, float weightDecay, Schedule schedule) {
  /** The learning rate as a function of the share of steps done. */
  enum Schedule {
    CONSTANT,
    /** Half a cosine, from the initial rate to 0 (Loshchilov and Hutter 2017, without restarts). */
    COSINE;

    double factor(double done) {
      return this == CONSTANT ? 1 : (1 + Math.cos(Math.PI * done)) / 2;
    }
  }

  float learningRate(double done) {
    return (float) (learningRate * schedule.factor(done));
  }
}
