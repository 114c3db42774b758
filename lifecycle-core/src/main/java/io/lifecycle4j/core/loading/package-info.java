/**
 * Loads versions, whatever for: one that ended the process is skipped, one that does not fit into
 * memory is refused, one that hangs is abandoned.
 *
 * <p>Start at {@link io.lifecycle4j.core.loading.VersionLoads}.
 */
@NullMarked
package io.lifecycle4j.core.loading;

import org.jspecify.annotations.NullMarked;
