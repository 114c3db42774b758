/**
 * Files of folders and archives, listed strictly: nothing outside is read, and nothing twice.
 *
 * <p>Start at {@link io.lifecycle4j.core.data.source.FolderFiles}.
 */
@NullMarked
package io.lifecycle4j.core.data.source;

import org.jspecify.annotations.NullMarked;
