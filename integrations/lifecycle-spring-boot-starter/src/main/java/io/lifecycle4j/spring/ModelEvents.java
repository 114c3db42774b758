package io.lifecycle4j.spring;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.registry.ModelEvent;
import io.lifecycle4j.registry.Subscription;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes each {@link ModelEvent} from now on, whichever process made the change, as an event of
 * Spring: {@code @EventListener void on(ModelEvent event)}. A listener runs on a thread of the
 * library.
 */
final class ModelEvents implements SmartInitializingSingleton, DisposableBean {
  private final Lifecycle lifecycle;
  private final ApplicationEventPublisher publisher;
  private @Nullable Subscription subscription;

  ModelEvents(Lifecycle lifecycle, ApplicationEventPublisher publisher) {
    this.lifecycle = lifecycle;
    this.publisher = publisher;
  }

  @Override
  public void afterSingletonsInstantiated() {
    subscription =
        lifecycle.models().events().onEvent(event -> publisher.publishEvent((Object) event));
  }

  @Override
  public void destroy() {
    if (subscription != null) {
      subscription.close();
    }
  }
}
