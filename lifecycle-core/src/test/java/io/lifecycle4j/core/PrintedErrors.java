package io.lifecycle4j.core;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.model.ModelVersion;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Lives in a process of its own, whose errors are printed from the last promotion on: {@code
 * -Dslf4j.provider=…}.
 */
public final class PrintedErrors implements SLF4JServiceProvider {
  private static volatile boolean printing;

  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter context = new NOPMDCAdapter();

  /** Prints what is added to it. */
  private static final class Printed extends AbstractList<String> {
    @Override
    public boolean add(String line) {
      if (printing) {
        System.out.println("ERROR " + line);
      }
      return true;
    }

    @Override
    public String get(int index) {
      throw new IndexOutOfBoundsException(index);
    }

    @Override
    public int size() {
      return 0;
    }
  }

  /**
   * Promotes in one home what another one follows, and closes both.
   *
   * @param arguments where the home is
   */
  public static void main(String[] arguments) {
    Path directory = Path.of(arguments[0]);
    try (Lifecycle home = Flowers.in(directory);
        Lifecycle other = Flowers.in(directory)) {
      ManagedModel<Flower, String> model = Flowers.model(home).open();
      ManagedModel<Flower, String> follower = Flowers.plain(other).open();
      Flowers.promoted(model, Flowers.split(home, 1));
      ModelVersion second = model.train(Flowers.split(home, 2));
      while (!follower.servingStatus().isCurrent() || follower.findProduction().isEmpty()) {
        LockSupport.parkNanos(200_000);
      }
      printing = true;
      model.promote(second, Flowers.ALICE, "While the other one closes");
      System.out.println("promoted");
    }
    System.out.println("closed");
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return name -> LoggedLines.of("error", new Printed());
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return context;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }

  @Override
  public void initialize() {}
}
