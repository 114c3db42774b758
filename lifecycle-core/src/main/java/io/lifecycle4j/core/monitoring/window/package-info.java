/**
 * The windows of a model over processes and time: slices that each process writes, how they become
 * windows, and the reports that are kept. Start at {@link
 * io.lifecycle4j.core.monitoring.window.WindowFold}.
 */
@NullMarked
package io.lifecycle4j.core.monitoring.window;

import org.jspecify.annotations.NullMarked;
