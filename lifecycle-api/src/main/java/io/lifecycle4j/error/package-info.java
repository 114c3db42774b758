/**
 * Exceptions: one type for each way in which a caller can react.
 *
 * <p>Start at {@link io.lifecycle4j.error.LifecycleException}. A type answers two questions: did it
 * happen, and may I retry? Every method throws {@link io.lifecycle4j.error.InvalidValueException}
 * or {@link io.lifecycle4j.error.InvalidNameException} for an argument that is not allowed,
 * including null; methods document them only for further conditions.
 */
@NullMarked
package io.lifecycle4j.error;

import org.jspecify.annotations.NullMarked;
