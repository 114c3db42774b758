package io.lifecycle4j.core.delivery;

import io.lifecycle4j.storage.spi.JournalStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How something is delivered to one listener.
 *
 * @param said names it in messages, such as {@code Subscription slack}
 * @param name the name in its stored position, which makes its pauses differ from those of others
 * @param thread the name of its thread
 * @param journals where its position is stored
 * @param journal the journal with its position, whose owner delivers; null if the position is lost
 *     with the process
 * @param wants what it receives
 * @param retries what happens after a failure
 * @param clock the clock of what is stored
 * @param nanos the clock of pauses
 */
public record DeliverySettings<T>(
    String said,
    String name,
    String thread,
    JournalStore journals,
    @Nullable String journal,
    Predicate<? super T> wants,
    Retries retries,
    InstantSource clock,
    LongSupplier nanos) {
  /**
   * What happens after a failure.
   *
   * @param attempts after how many failures something is skipped
   * @param first the first pause; each one is about twice as long as the one before
   * @param longest the longest pause
   * @param patience how long a listener may go on when this is closed, before it is interrupted
   */
  public record Retries(int attempts, Duration first, Duration longest, Duration patience) {
    /** The usual attempts, which take about an hour. */
    public static final int ATTEMPTS = 20;

    /** The usual first pause. */
    public static final Duration FIRST = Duration.ofSeconds(1);

    /** The usual longest pause. */
    public static final Duration LONGEST = Duration.ofMinutes(5);
  }

  @Override
  public String toString() {
    return said;
  }
}
