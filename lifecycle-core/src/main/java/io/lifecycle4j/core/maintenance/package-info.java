/**
 * Verification, garbage collection and backup of a home, over its blobs and journals.
 *
 * <p>Start at {@link io.lifecycle4j.core.maintenance.HomeMaintenance}.
 */
@NullMarked
package io.lifecycle4j.core.maintenance;

import org.jspecify.annotations.NullMarked;
