/**
 * Tables and pictures for people.
 *
 * <p>Start at {@link io.lifecycle4j.core.markdown.Markdown}.
 */
@NullMarked
package io.lifecycle4j.core.markdown;

import org.jspecify.annotations.NullMarked;
