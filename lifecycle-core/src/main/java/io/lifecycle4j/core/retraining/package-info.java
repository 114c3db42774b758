/** Decides when a model is trained anew, and takes each retraining on to its end. */
@NullMarked
package io.lifecycle4j.core.retraining;

import org.jspecify.annotations.NullMarked;
