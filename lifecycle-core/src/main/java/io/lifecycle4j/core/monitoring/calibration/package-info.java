/** What windows without drift look like: columns whose rows are drawn anew. */
@NullMarked
package io.lifecycle4j.core.monitoring.calibration;

import org.jspecify.annotations.NullMarked;
