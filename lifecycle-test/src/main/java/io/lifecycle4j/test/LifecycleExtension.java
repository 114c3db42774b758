package io.lifecycle4j.test;

import io.lifecycle4j.Lifecycle;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Passes a new home in memory to each test method of JUnit that has a parameter {@link Lifecycle},
 * and closes it after the test.
 *
 * <pre>{@code
 * @ExtendWith(LifecycleExtension.class)
 * class FareTest {
 *   @Test
 *   void trains(Lifecycle lifecycle) {}
 * }
 * }</pre>
 */
public final class LifecycleExtension implements ParameterResolver, AfterEachCallback {
  private static final Namespace NAMESPACE = Namespace.create(LifecycleExtension.class);

  /** Creates the extension, for JUnit. */
  public LifecycleExtension() {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Lifecycle.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(Lifecycle.class, type -> Lifecycle.inMemory(), Lifecycle.class);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Lifecycle lifecycle = context.getStore(NAMESPACE).remove(Lifecycle.class, Lifecycle.class);
    if (lifecycle != null) {
      lifecycle.close();
    }
  }
}
