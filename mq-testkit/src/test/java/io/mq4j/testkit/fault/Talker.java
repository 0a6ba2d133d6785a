package io.mq4j.testkit.fault;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A main class for a JVM of its own that does what it is told, line by line. */
final class Talker {
  private Talker() {}

  public static void main(String[] args) throws IOException {
    System.out.println("arguments " + String.join(" ", args));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.startsWith("exit ")) {
        System.exit(Integer.parseInt(line.substring(5)));
      } else if (line.startsWith("complain ")) {
        System.err.println(line.substring(9));
        System.out.println("complained");
      } else if (line.equals("spawn")) {
        // Whoever is killed can't delete a log.
        Path noLog = Path.of("/dev/null");
        ServerProcess sleeper = ServerProcess.builder("sleep", "1000").logFile(noLog).build();
        sleeper.start();
        System.out.println("spawned " + sleeper.pid());
      } else if (line.startsWith("property ")) {
        System.out.println(line + " " + System.getProperty(line.substring(9)));
      } else if (line.startsWith("variable ")) {
        System.out.println(line + " " + System.getenv(line.substring(9)));
      } else {
        System.out.println("echo " + line);
      }
    }
  }
}
