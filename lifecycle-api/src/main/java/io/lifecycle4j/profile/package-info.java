/**
 * Statistical profiles of columns.
 *
 * <p>The same type describes a dataset, a drift reference and a window of live inputs.
 *
 * <p>Start at {@link io.lifecycle4j.profile.Profile}.
 */
@NullMarked
package io.lifecycle4j.profile;

import org.jspecify.annotations.NullMarked;
