package io.lifecycle4j.spring;

import java.util.Map;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** Applications in the process of the test. */
public final class Contexts {
  private Contexts() {}

  /**
   * Starts an application.
   *
   * @param properties what it is configured with
   * @param beans its classes, and the auto-configurations that it has
   * @return the application, for the test to close
   */
  public static AnnotationConfigApplicationContext start(
      Map<String, Object> properties, Class<?>... beans) {
    AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    context
        .getEnvironment()
        .getPropertySources()
        .addFirst(new MapPropertySource("test", properties));
    context.register(beans);
    context.refresh();
    return context;
  }
}
