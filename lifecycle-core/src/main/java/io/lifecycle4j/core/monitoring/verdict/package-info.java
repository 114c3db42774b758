/**
 * What a window means: which columns drifted, and in which order to look at them. Start at {@link
 * io.lifecycle4j.core.monitoring.verdict.WindowVerdict}.
 */
@NullMarked
package io.lifecycle4j.core.monitoring.verdict;

import org.jspecify.annotations.NullMarked;
