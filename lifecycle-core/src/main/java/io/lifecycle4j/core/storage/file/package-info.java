/**
 * The directory of a home, and how the files in it are written, opened, locked and listed.
 *
 * <p>Start at {@link io.lifecycle4j.core.storage.file.Home}; {@link
 * io.lifecycle4j.core.storage.file.Durable} is the one way to publish a file.
 */
@NullMarked
package io.lifecycle4j.core.storage.file;

import org.jspecify.annotations.NullMarked;
