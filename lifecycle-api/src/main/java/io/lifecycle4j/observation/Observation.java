package io.lifecycle4j.observation;

/**
 * One operation in progress, from the view of an observer. Ends once, by {@link #stop} or {@link
 * #error}, on the thread that started it: so a span can be made current in between, and operations
 * that start in between on this thread are its children.
 */
public interface Observation {
  /** Observes nothing. */
  Observation NONE =
      new Observation() {
        @Override
        public boolean timesStages() {
          return false;
        }

        @Override
        public void stop(ObservedSubject subject) {}

        @Override
        public void error(ObservedSubject subject, Throwable failure) {}
      };

  /**
   * Returns whether {@link #ran} needs the times of the stages of this call of {@code predict}. To
   * take them can cost as much as a small network, so measure some of the calls if there are many.
   * Called once, when the call begins. Default: yes.
   *
   * @return whether the stages are timed
   */
  default boolean timesStages() {
    return true;
  }

  /**
   * Called shortly before the end of a call of {@code predict} whose rows went through a version or
   * a function. If calls share a run, the times are those of the run. They are 0 if no observation
   * of the call {@linkplain #timesStages() needs them}. Default: ignored.
   *
   * @param rows the number of inputs of the call
   * @param prepare how long it took to read and preprocess the inputs, in nanoseconds
   * @param run how long the network or the function ran, in nanoseconds
   * @param decode how long it took to make answers of the outputs, in nanoseconds
   */
  default void ran(int rows, long prepare, long run, long decode) {}

  /**
   * The operation ended without an exception.
   *
   * @param subject what it was about, with a version that was not known at the start
   */
  void stop(ObservedSubject subject);

  /**
   * The operation ended with an exception, which the caller gets.
   *
   * @param subject what it was about
   * @param failure the exception; a {@link io.lifecycle4j.error.LifecycleException} has a stable
   *     code, fit for an attribute
   */
  void error(ObservedSubject subject, Throwable failure);
}
