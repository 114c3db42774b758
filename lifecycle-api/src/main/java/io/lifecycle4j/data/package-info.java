/**
 * Datasets, their versions and their splits.
 *
 * <p>Start at {@link io.lifecycle4j.data.Datasets}. A version is immutable: its files are stored by
 * hash, together with its schema and profile. Backends implement {@link
 * io.lifecycle4j.data.spi.DatasetStore}.
 */
@NullMarked
package io.lifecycle4j.data;

import org.jspecify.annotations.NullMarked;
