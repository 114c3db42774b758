/**
 * What a run ran in, and what the system did meanwhile: facts without secrets, read as they are.
 *
 * <p>Start at {@link io.lifecycle4j.core.tracking.environment.EnvironmentCapture}. Whatever comes
 * from outside is bounded and loses its secrets before anything else sees it.
 */
@NullMarked
package io.lifecycle4j.core.tracking.environment;

import org.jspecify.annotations.NullMarked;
