import { expect, it } from 'vitest';
import type { Socket } from '#server/delta/transport.ts';
import type { Sandbox, SandboxAnswer, SandboxPeer } from '#server/exchange/sandbox.ts';
import { SandboxTransport, simHosts } from '../../support/sandboxTransport.ts';
import { SimTime } from '../../support/simTime.ts';

/** A sandbox that notes what reaches it and says back what it was told. */
function echo(answer: SandboxAnswer = { status: 200, headers: {}, body: 'here' }) {
  const time = new SimTime(0);
  const arrived: string[] = [];
  const peers: SandboxPeer[] = [];
  const sandbox: Sandbox = {
    async request({ method, target, headers }) {
      arrived.push(`${time.now()} ${method} ${target} ${headers['user-agent']}`);
      return answer;
    },
    connect(dialect, peer) {
      arrived.push(`${time.now()} ${dialect}`);
      peers.push(peer);
      return {
        received: (text) => {
          arrived.push(`${time.now()} ${text}`);
          peer.send(text);
        },
        closed: () => arrived.push(`${time.now()} closed`),
      };
    },
  };
  const transport = new SandboxTransport({ sandbox, timer: time, seed: 4, delayMs: [10, 30] });
  const heard: string[] = [];
  const open = (url = simHosts.publicSocket): Socket =>
    transport.open(url, {
      opened: () => heard.push('opened'),
      received: (text) => heard.push(text),
      closed: (why, status) => heard.push(`closed: ${why}${status === undefined ? '' : ` (${status})`}`),
    });
  const ask = () => {
    const outcome: { at: number; text: string }[] = [];
    const note = (text: string) => outcome.push({ at: time.now(), text });
    transport
      .request({
        method: 'GET',
        url: `${simHosts.rest}/v2/x?a=%2C`,
        headers: { 'User-Agent': 'me' },
        body: null,
        timeoutMs: 1_000,
      })
      .then(
        ({ body }) => note(body),
        (error: unknown) => note(String(error)),
      );
    return outcome;
  };
  return { time, transport, arrived, peers, heard, open, ask };
}

it('takes its time both ways, and hands over exactly what was asked', async () => {
  const { time, ask, arrived } = echo();
  const outcome = ask();
  await time.advance(1_000);
  expect(arrived).toEqual([expect.stringMatching(/^[12]\d GET \/v2\/x\?a=%2C me$/)]);
  expect(outcome).toEqual([{ at: expect.any(Number), text: 'here' }]);
  expect(outcome[0]?.at).toBeGreaterThanOrEqual(20);
  expect(outcome[0]?.at).toBeLessThanOrEqual(60);
});

it('keeps the order of what is said on one socket, both ways', async () => {
  const { time, open, heard, arrived } = echo();
  const socket = open();
  for (let index = 0; index < 50; index++) socket.send(String(index));
  await time.advance(5_000);
  const numbers = Array.from({ length: 50 }, (_, index) => String(index));
  expect(heard).toEqual(['opened', ...numbers]);
  expect(arrived.slice(1).map((line) => line.split(' ')[1])).toEqual(numbers);
});

it('fails at once while it is cut, breaks what was open, and works again once mended', async () => {
  const { time, transport, open, ask, heard, arrived } = echo();
  open();
  await time.advance(100);
  transport.cut();
  expect(heard).toEqual(['opened', 'closed: connection reset']);
  const outcome = ask();
  open(simHosts.privateSocket);
  await time.advance(100);
  expect(outcome).toMatchObject([{ text: 'Error: network unreachable' }]);
  expect(heard.at(-1)).toBe('closed: network unreachable');
  expect(arrived.at(-1)).toContain('closed');
  transport.mend();
  const later = ask();
  await time.advance(100);
  expect(later).toMatchObject([{ text: 'here' }]);
  expect([transport.requests, transport.connects, transport.openSockets]).toEqual([2, 2, 0]);
});

it('is silent while it is frozen: sockets stay open, requests run out of time', async () => {
  const { time, transport, open, ask, heard, peers } = echo();
  open();
  await time.advance(100);
  transport.freeze();
  peers[0]?.send('lost');
  const outcome = ask();
  await time.advance(999);
  expect(outcome).toEqual([]);
  await time.advance(1);
  expect(outcome).toMatchObject([{ text: 'Error: timed out' }]);
  expect(heard).toEqual(['opened']);
  transport.mend();
  peers[0]?.send('heard');
  await time.advance(100);
  expect(heard).toEqual(['opened', 'heard']);
});

it('ends a request that the exchange drops, and sockets whoever closes them', async () => {
  const { time, ask, open, heard, peers, transport } = echo('dropped');
  const outcome = ask();
  const mine = open();
  open();
  await time.advance(100);
  expect(outcome).toMatchObject([{ text: 'Error: socket hang up' }]);
  mine.close();
  peers[1]?.close();
  await time.advance(100);
  expect(heard.slice(2).sort()).toEqual(['closed: closed', 'closed: closed by the exchange']);
  expect(transport.openSockets).toBe(0);
});
