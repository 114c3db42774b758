package io.lifecycle4j.crashkit;

/**
 * Does something with less and less left of the stack, so that a {@link StackOverflowError} comes
 * at one point after another of what is done: the one Error that a test can have anywhere.
 */
public final class ShortStack {
  private static final long BYTES = 1 << 18;

  /** So often it is done; the stack then is long enough. */
  public static final int TIMES = 300;

  private final Runnable action;
  private int errors;
  private int times;

  private ShortStack(Runnable action) {
    this.action = action;
  }

  /**
   * Does something again and again, where it ends early at first and then comes ever further.
   *
   * @param action what is done; its classes have been used before
   * @return how often it ended with an Error
   */
  public static int times(Runnable action) throws InterruptedException {
    ShortStack stack = new ShortStack(action);
    Thread thread = new Thread(null, stack::down, "short stack", BYTES);
    thread.start();
    thread.join();
    return stack.errors;
  }

  /** Each frame does it once, after those below have. */
  @SuppressWarnings("InfiniteRecursion") // until the stack ends
  private boolean down() {
    boolean bottom;
    try {
      bottom = down();
    } catch (StackOverflowError e) {
      bottom = true;
    }
    if (bottom && times < TIMES) {
      times++;
      try {
        action.run();
      } catch (StackOverflowError e) {
        errors++;
      }
    }
    return bottom;
  }
}
