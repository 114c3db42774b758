/** Evidence and decisions of a rollout, and the counts of requests that they are based on. */
@NullMarked
package io.lifecycle4j.core.serving.rollout;

import org.jspecify.annotations.NullMarked;
