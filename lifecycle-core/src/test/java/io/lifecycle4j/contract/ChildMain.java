package io.lifecycle4j.contract;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;

/**
 * Starts a program, and ends it when the process that started it ends, by whatever means.
 *
 * <p>The other end of the standard input is held by that process alone, so it is closed with it.
 */
final class ChildMain {
  /** 128 and the number of the signal of a terminal that is gone. */
  private static final int HUNG_UP = 129;

  private static final String COMMAND = "sun.java.command";

  private ChildMain() {}

  /**
   * Runs a program as if it had been started itself.
   *
   * @param arguments the class of the program, and its arguments
   * @throws Throwable what the program throws
   */
  public static void main(String[] arguments) throws Throwable {
    Thread watch = new Thread(ChildMain::endWithParent, "parent-watch");
    watch.setDaemon(true);
    watch.start();
    String command = System.getProperty(COMMAND, "");
    System.setProperty(COMMAND, command.substring(command.indexOf(' ') + 1));
    Method main = Class.forName(arguments[0]).getMethod("main", String[].class);
    main.setAccessible(true); // the class need not be public
    try {
      main.invoke(null, (Object) Arrays.copyOfRange(arguments, 1, arguments.length));
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }

  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {
        // nobody writes
      }
    } catch (IOException e) {
      System.err.println(e); // whoever holds the other end cannot be seen any more
    }
    Runtime.getRuntime().halt(HUNG_UP);
  }
}
