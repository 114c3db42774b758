/**
 * Strict listing of files in folders and archives: nothing outside is read, and nothing is read
 * twice.
 *
 * <p>Start at {@link io.lifecycle4j.core.data.source.FolderFiles}.
 */
@NullMarked
package io.lifecycle4j.core.data.source;

import org.jspecify.annotations.NullMarked;
