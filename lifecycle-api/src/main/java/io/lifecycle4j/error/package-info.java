/**
 * What can go wrong: one exception type for each way to react.
 *
 * <p>Start at {@link io.lifecycle4j.error.LifecycleException}. A type answers two questions: did it
 * happen, and may I retry? A value that is not allowed, null included, gives {@link
 * io.lifecycle4j.error.InvalidValueException} or {@link io.lifecycle4j.error.InvalidNameException}
 * everywhere; methods name them only where they add something.
 */
@NullMarked
package io.lifecycle4j.error;

import org.jspecify.annotations.NullMarked;
