/**
 * The environment of a run and samples of the system: facts without secrets.
 *
 * <p>Start at {@link io.lifecycle4j.core.tracking.environment.EnvironmentCapture}. Everything
 * external is bounded and stripped of secrets before it is used.
 */
@NullMarked
package io.lifecycle4j.core.tracking.environment;

import org.jspecify.annotations.NullMarked;
