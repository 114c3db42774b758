/**
 * Data sets kept as blobs and one journal, the formats that read them as rows, and their splits.
 *
 * <p>Start at {@link io.lifecycle4j.core.data.DatasetStores} for the store, {@link
 * io.lifecycle4j.core.data.DefaultDatasets} for what users call, and {@link
 * io.lifecycle4j.core.data.SplitRows} for the rows of one role, the sealed ones included.
 */
@NullMarked
package io.lifecycle4j.core.data;

import org.jspecify.annotations.NullMarked;
