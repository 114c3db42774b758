/**
 * Posts events and alerts of models to a web address.
 *
 * <p>Start at {@link io.lifecycle4j.webhook.Webhook}, which is a listener for a subscription of a
 * home: that keeps the position, retries, and lists what could not be delivered. Who receives the
 * posts checks them by a {@link io.lifecycle4j.webhook.WebhookVerifier}.
 */
@NullMarked
package io.lifecycle4j.webhook;

import org.jspecify.annotations.NullMarked;
