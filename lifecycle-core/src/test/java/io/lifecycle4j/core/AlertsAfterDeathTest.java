package io.lifecycle4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.ManagedModelBuilder;
import io.lifecycle4j.contract.ChildJvm;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.storage.ForwardingMedium;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.monitoring.Alert;
import io.lifecycle4j.monitoring.AlertCause;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.storage.spi.Journal;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process dies after it kept a report, and before it decided about alerts. */
@Timeout(120)
class AlertsAfterDeathTest {
  private static final int WINDOW = 200;
  private static final int DEAD = 3;

  @TempDir private Path directory;

  private static ManagedModelBuilder<Flower, String> model(Lifecycle home) {
    return Flowers.model(home)
        .monitor(DriftMonitor.builder().window(WINDOW).falseAlarmRate(0.01).build());
  }

  /** Ends the process once a report is kept. */
  private static final class Deadly extends ForwardingMedium {
    Deadly(Path home) {
      super(Media.file(home));
    }

    @Override
    public URI location() {
      return inner().location();
    }

    @Override
    protected @Nullable Object call(Object target, Method method, Object[] arguments)
        throws Throwable {
      Object result = super.call(target, method, arguments);
      return result instanceof Journal journal && String.valueOf(arguments[0]).contains("reports")
          ? deadly(journal)
          : result;
    }

    private static Journal deadly(Journal journal) {
      return (Journal)
          Proxy.newProxyInstance(
              Journal.class.getClassLoader(),
              new Class<?>[] {Journal.class},
              (proxy, method, arguments) -> {
                try {
                  Object result = method.invoke(journal, arguments);
                  if (method.getName().equals("append")) {
                    Runtime.getRuntime().halt(DEAD);
                  }
                  return result;
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }
  }

  /** Serves a window that drifted. */
  static final class Dying {
    private Dying() {}

    public static void main(String[] arguments) {
      try (Lifecycle home = Flowers.in(new Deadly(Path.of(arguments[0])));
          ManagedModel<Flower, String> model = model(home).open()) {
        Split split = Flowers.commit(home, 1, 2_000).split(Flowers.PLAN);
        Flowers.promoted(model, split);
        List<Flower> inches = new ArrayList<>();
        split
            .rows(SplitRole.TRAIN)
            .forEach(
                row -> inches.add(new Flower(row.number(0) / 2.54, row.number(1), row.text(2))));
        model.predict(inches.subList(0, WINDOW));
        model.monitoring().findDrift();
      }
    }
  }

  @Test
  void areOpenedByTheNextProcessAndOnlyOnce() throws Exception {
    try (ChildJvm child = ChildJvm.start(Dying.class, directory)) {
      assertThatThrownBy(child::awaitEnd).hasMessage("process ended with " + DEAD);
    }
    BlockingQueue<Alert> received = new LinkedBlockingQueue<>();
    AlertCause length = AlertCause.drift("length");
    String id;
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model = model(home).onAlert(received::add).open()) {
      String report = model.reports().findNewest().orElseThrow().id();
      assertThat(model.reports().drifted(9)).singleElement().matches(it -> it.id().equals(report));
      Alert alert = received.poll(60, TimeUnit.SECONDS);
      while (alert != null && !alert.cause().equals(length)) {
        alert = received.poll(60, TimeUnit.SECONDS);
      }
      assertThat(alert).isNotNull();
      assertThat(alert.span().windows()).isEqualTo(1);
      id = alert.id();
    }
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model = model(home).open()) {
      model.monitoring().findDrift(); // it leads
      Alert kept = model.alerts().find(length).orElseThrow();
      assertThat(kept.id()).isEqualTo(id);
      assertThat(kept.span().windows()).isEqualTo(1);
    }
  }
}
