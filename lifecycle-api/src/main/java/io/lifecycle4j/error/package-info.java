/**
 * Exceptions: one type for each way in which a caller can react.
 *
 * <p>Start at {@link io.lifecycle4j.error.LifecycleException}. The documentation of each type
 * states whether the operation happened and whether a retry is useful. Every method throws {@link
 * io.lifecycle4j.error.InvalidValueException} or {@link io.lifecycle4j.error.InvalidNameException}
 * for an argument that is not allowed, including null; methods document them only for further
 * conditions.
 */
@NullMarked
package io.lifecycle4j.error;

import org.jspecify.annotations.NullMarked;
