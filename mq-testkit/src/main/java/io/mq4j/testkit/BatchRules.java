package io.mq4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mq4j.Feature;
import io.mq4j.Message;
import io.mq4j.MqException.Kind;
import io.mq4j.Ordering;
import io.mq4j.SendResult;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** BK: a batch is many sends, each with an outcome of its own. */
abstract class BatchRules extends FaultRules {
  @CoreRule
  @Tag("BK1")
  public final void bk1_oversize_is_refused_and_the_producer_stays_usable() {
    String topic = topic();
    Client client = client();
    Probe probe = client.subscribe("g", topic);
    Message large = Message.wrap(new byte[declared().maxBodyBytes() + 1]);

    assertFails(Kind.TOO_LARGE, client.sendAsync(topic, large));
    SendResult inBatch =
        await("the batch", client.producer().sendAll(topic, List.of(large))).get(0);
    assertFalse(inBatch.confirmed());

    Message small = message();
    client.send(topic, small);
    probe.assertExactly(List.of(small));
  }

  @CoreRule
  @Tag("BK2")
  public final void bk2_a_partial_failure_is_told_per_entry() {
    String topic = topic();
    Client client = client();
    Probe probe = client.subscribe("g", topic);
    List<Message> good = messages(4);
    List<Message> batch = new ArrayList<>(good);
    batch.add(1, Message.wrap(new byte[declared().maxBodyBytes() + 1]));
    batch.add(3, message().header("mq-mine", "no"));

    List<SendResult> results = await("the batch", client.producer().sendAll(topic, batch));

    assertEquals(batch.size(), results.size());
    for (int i = 0; i < batch.size(); i++) {
      SendResult result = results.get(i);
      assertEquals(batch.get(i).id(), result.message().id(), "results stand in order");
      assertEquals(good.contains(batch.get(i)), result.confirmed(), "entry " + i);
      assertTrue(result.confirmed() == (result.error() == null), "either receipt or error");
    }
    probe.assertExactly(good);
  }

  @CoreRule
  @Tag("BK3")
  public final void bk3_a_batch_is_sent_like_single_messages() {
    String topic = topic();
    Client client = client();
    Ordering order = supported(Feature.ORDER_BY_KEY) ? Ordering.KEY : Ordering.NONE;
    Probe probe = client.consumer("g").concurrency(1).ordering(order).subscribe(topic);
    List<Message> sent =
        messages(50, "one-key").stream().map(each -> each.header("h", "v")).toList();

    List<SendResult> results = await("the batch", client.producer().sendAll(topic, sent));

    for (SendResult result : results) {
      assertTrue(result.confirmed(), () -> "not confirmed: " + result.error());
    }
    probe.await(sent).assertInOrder(sent);
  }
}
