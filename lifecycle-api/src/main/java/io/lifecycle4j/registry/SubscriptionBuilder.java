package io.lifecycle4j.registry;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * How events of models are to be delivered.
 *
 * <p>Nothing happens before {@link #onEvent}. Not thread-safe. Setting a part twice is an error.
 */
public interface SubscriptionBuilder {
  /**
   * Keeps the position of the subscription in the home, under a name. After a restart, delivery
   * continues where it ended; of several processes that subscribe with the same name, one delivers,
   * and another takes over when it ends. Default: the position is lost with the process.
   *
   * @param name a name of your choice, such as {@code slack}
   * @return this builder
   * @throws io.lifecycle4j.error.InvalidNameException if it cannot be a name
   */
  SubscriptionBuilder named(String name);

  /**
   * Begins with an entry of the audit trail. A named subscription that has a position ignores it.
   * Default: begins with what is recorded after the call of {@link #onEvent}.
   *
   * @param sequence the sequence of the first entry to deliver; 1 for the first of the home
   * @return this builder
   */
  SubscriptionBuilder from(long sequence);

  /**
   * Delivers events of this model only. May be called again, for further models. Default: all
   * models.
   *
   * @param name the name of a model of the home
   * @return this builder
   * @throws io.lifecycle4j.error.NotFoundException if the home has no version of it
   */
  SubscriptionBuilder model(String name);

  /**
   * Delivers events of this type only. May be called again, for further types. Default: all types.
   *
   * @param type the type, as in {@link ModelEvent#type()}
   * @return this builder
   * @throws io.lifecycle4j.error.InvalidValueException if the library knows no such type; it names
   *     those that there are
   */
  SubscriptionBuilder type(String type);

  /**
   * Skips an event after this many failed attempts, so that those after it are delivered: see
   * {@link Subscription#undelivered()}. Default: 20, which takes about an hour.
   *
   * @param most how often an event is delivered at most, from 1; {@code Integer.MAX_VALUE} to
   *     deliver none before the one that fails
   * @return this builder
   */
  SubscriptionBuilder attempts(int most);

  /**
   * Sets how long to wait after a failed attempt. The wait doubles with each attempt, and is
   * shortened by up to half, by a number that depends on the subscription, the event and the
   * attempt. An {@link io.lifecycle4j.error.OverloadedException} of the listener that says when to
   * retry lengthens it, up to the longest wait. Default: one second, up to 5 minutes.
   *
   * @param first the first wait, at least a millisecond
   * @param longest the longest wait, at least the first and at most a day
   * @return this builder
   */
  SubscriptionBuilder backoff(Duration first, Duration longest);

  /**
   * Begins to deliver, on a thread of the library: in the order of the audit trail, one event at a
   * time, each at least once. An event is delivered again if the listener throws, if the process
   * ends before the position is kept, or after a power failure. Only what survives a power failure
   * is delivered.
   *
   * <p>The position of a named subscription is kept when this returns, unless another process
   * delivers under its name, or the home cannot be written to now: {@link Subscription#status} says
   * so.
   *
   * <p>The listener may block and throw: neither holds up decisions on models, or other
   * subscriptions. It is interrupted if it still runs while the subscription is closed.
   *
   * @param listener receives the events
   * @return the subscription; closing the home closes it
   * @throws io.lifecycle4j.error.ReadOnlyException if it is named, and the home is read-only
   * @throws io.lifecycle4j.error.OverloadedException if no thread can be started
   */
  Subscription onEvent(Consumer<? super ModelEvent> listener);
}
