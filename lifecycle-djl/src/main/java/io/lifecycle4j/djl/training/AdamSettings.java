package io.lifecycle4j.djl.training;

/** Step size, weight decay, and how the step size goes down. */
record AdamSettings(float learningRate, float weightDecay, Schedule schedule) {
  /** How the learning rate depends on the share of the steps that are done. */
  enum Schedule {
    CONSTANT,
    /** Half a cosine, from the start to 0 (Loshchilov and Hutter 2017, without restarts). */
    COSINE;

    double factor(double done) {
      return this == CONSTANT ? 1 : (1 + Math.cos(Math.PI * done)) / 2;
    }
  }

  float learningRate(double done) {
    return (float) (learningRate * schedule.factor(done));
  }
}
