/**
 * Writes runs to files for other programs.
 *
 * <p>Start at {@link io.lifecycle4j.core.tracking.export.RunsExport}.
 */
@NullMarked
package io.lifecycle4j.core.tracking.export;

import org.jspecify.annotations.NullMarked;
