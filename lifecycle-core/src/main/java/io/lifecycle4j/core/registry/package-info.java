/**
 * Judging whether a version may be promoted, and keeping versions, aliases and the audit trail.
 *
 * <p>Gates are judged by {@link io.lifecycle4j.core.registry.GateJudge}.
 */
@NullMarked
package io.lifecycle4j.core.registry;

import org.jspecify.annotations.NullMarked;
