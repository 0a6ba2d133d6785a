package author;

import io.mq4j.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Topics as lists, groups as positions in them. */
final class HeapServer {
  private final Map<String, List<Message>> topics = new HashMap<>();
  private final Map<List<String>, Place> places = new HashMap<>();

  private static final class Place {
    int next;
    final Deque<Integer> returned = new ArrayDeque<>();
  }

  synchronized int add(String topic, Message message) {
    List<Message> log = log(topic);
    log.add(message);
    notifyAll();
    return log.size() - 1;
  }

  private List<Message> log(String topic) {
    return topics.computeIfAbsent(topic, name -> new ArrayList<>());
  }

  synchronized void join(String group, String topic, boolean latest) {
    Place place = places.get(List.of(group, topic));
    if (place == null) {
      place = new Place();
      place.next = latest ? log(topic).size() : 0;
      places.put(List.of(group, topic), place);
    }
  }

  /** The next message for the group, or null. */
  synchronized HeapIncoming take(String group, String topic) {
    Place place = places.get(List.of(group, topic));
    Integer index = place.returned.poll();
    if (index == null && place.next < log(topic).size()) {
      index = place.next++;
    }
    return index == null ? null : new HeapIncoming(topic, index, log(topic).get(index));
  }

  synchronized void giveBack(String group, HeapIncoming message) {
    places.get(List.of(group, message.topic())).returned.add(message.index());
    notifyAll();
  }

  synchronized void ring() {
    notifyAll();
  }

  synchronized void await(long millis) throws InterruptedException {
    wait(millis);
  }
}
