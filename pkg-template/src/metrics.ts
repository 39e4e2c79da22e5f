// Made from the registry by `cargo xtask golden`.

import type { MetricFacts, MetricId } from './types.js';

export const METRICS: Readonly<Record<MetricId, MetricFacts>> = {
  'conversations': {
    unit: 'conversations', value: 'count', needs: [],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'weekday', 'hour'],
  },
  'active-conversations': {
    unit: 'conversations', value: 'distinct', of: 'conversations', needs: [],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'weekday', 'hour'],
  },
  'open-conversations': {
    unit: 'conversations', value: 'snapshot', needs: ['status'],
    views: ['number', 'series', 'breakdown', 'distribution'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'weekday', 'hour'],
  },
  'closed-conversations': {
    unit: 'conversations', value: 'distinct', of: 'conversations', needs: ['status'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'weekday', 'hour'],
  },
  'unread-conversations': {
    unit: 'conversations', value: 'snapshot', needs: ['status', 'actors'],
    views: ['number', 'series', 'breakdown', 'distribution'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'weekday', 'hour'],
  },
  'unanswered-conversations': {
    unit: 'conversations', value: 'snapshot', needs: ['actors', 'messages'],
    views: ['number', 'series', 'breakdown', 'distribution'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'weekday', 'hour'],
  },
  'reopened-conversations': {
    unit: 'conversations', value: 'distinct', of: 'conversations', needs: ['status'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'weekday', 'hour'],
  },
  'reopen-rate': {
    unit: 'share', value: 'rate', of: 'conversations', needs: ['status'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'weekday', 'hour'],
  },
  'backlog': {
    unit: 'conversations', value: 'snapshot', needs: ['status'],
    views: ['number', 'series', 'breakdown', 'distribution'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'weekday', 'hour'],
  },
  'first-response': {
    unit: 'milliseconds', value: 'amount', needs: ['actors', 'messages'],
    views: ['number', 'series', 'breakdown', 'grid', 'distribution'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'weekday', 'hour'],
  },
  'response-time': {
    unit: 'milliseconds', value: 'amount', needs: ['actors', 'messages'],
    views: ['number', 'series', 'breakdown', 'grid', 'distribution'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'weekday', 'hour'],
  },
  'resolution-time': {
    unit: 'milliseconds', value: 'amount', needs: ['status'],
    views: ['number', 'series', 'breakdown', 'grid', 'distribution'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'weekday', 'hour'],
  },
  'conversation-duration': {
    unit: 'milliseconds', value: 'amount', needs: ['messages'],
    views: ['number', 'series', 'breakdown', 'grid', 'distribution'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'weekday', 'hour'],
  },
  'turns-per-conversation': {
    unit: 'turns', value: 'amount', needs: ['status', 'actors', 'messages'],
    views: ['number', 'series', 'breakdown', 'grid', 'distribution'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'weekday', 'hour'],
  },
  'messages-per-conversation': {
    unit: 'messages', value: 'amount', needs: ['status', 'messages'],
    views: ['number', 'series', 'breakdown', 'grid', 'distribution'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'weekday', 'hour'],
  },
  'messages': {
    unit: 'messages', value: 'count', needs: [],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'weekday', 'hour'],
  },
  'messages-received': {
    unit: 'messages', value: 'count', needs: ['actors'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'weekday', 'hour'],
  },
  'messages-attempted': {
    unit: 'messages', value: 'count', needs: ['actors', 'receipts'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'weekday', 'hour'],
  },
  'messages-sent': {
    unit: 'messages', value: 'count', needs: ['actors', 'receipts'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'weekday', 'hour'],
  },
  'messages-delivered': {
    unit: 'messages', value: 'count', needs: ['actors', 'receipts'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'weekday', 'hour'],
  },
  'messages-read': {
    unit: 'messages', value: 'count', needs: ['actors', 'receipts'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'weekday', 'hour'],
  },
  'messages-failed': {
    unit: 'messages', value: 'count', needs: ['actors', 'receipts'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'weekday', 'hour'],
  },
  'delivery-rate': {
    unit: 'share', value: 'rate', needs: ['actors', 'receipts'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'weekday', 'hour'],
  },
  'read-rate': {
    unit: 'share', value: 'rate', needs: ['actors', 'receipts'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'weekday', 'hour'],
  },
  'failure-rate': {
    unit: 'share', value: 'rate', needs: ['actors', 'receipts'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'weekday', 'hour'],
  },
  'unique-customers': {
    unit: 'contacts', value: 'distinct', of: 'contacts', needs: [],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'weekday', 'hour'],
  },
  'tags-applied': {
    unit: 'tags', value: 'count', needs: ['tags'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'weekday', 'hour'],
  },
};
