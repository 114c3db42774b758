/**
 * Strata of rows: a segment and a season. Start at {@link
 * io.lifecycle4j.core.monitoring.strata.WatchedReference}.
 */
@NullMarked
package io.lifecycle4j.core.monitoring.strata;

import org.jspecify.annotations.NullMarked;
