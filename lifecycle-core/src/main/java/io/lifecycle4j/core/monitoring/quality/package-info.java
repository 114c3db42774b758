/** How good the answers of a model were: ground truth joined with the log of predictions. */
@NullMarked
package io.lifecycle4j.core.monitoring.quality;

import org.jspecify.annotations.NullMarked;
