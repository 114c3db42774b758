/**
 * Data sets kept as blobs and one journal, the formats that read them as rows, and their splits.
 *
 * <p>Start at {@link io.lifecycle4j.core.data.DatasetStores}; {@link
 * io.lifecycle4j.core.data.SplitRows} gives the rows of one role, the sealed ones included.
 */
@NullMarked
package io.lifecycle4j.core.data;

import org.jspecify.annotations.NullMarked;
