/**
 * The card of a model version: what is on record of it, as Markdown, JSON and a page.
 *
 * <p>Start at {@link io.lifecycle4j.core.registry.card.VersionCard}.
 */
@NullMarked
package io.lifecycle4j.core.registry.card;

import org.jspecify.annotations.NullMarked;
