/**
 * What can go wrong, one exception type for each thing that a caller can do about it.
 *
 * <p>Start at {@link io.lifecycle4j.error.LifecycleException}. A type answers two questions: did it
 * happen, and may I retry?
 */
@NullMarked
package io.lifecycle4j.error;

import org.jspecify.annotations.NullMarked;
