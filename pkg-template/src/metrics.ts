// Made from the registry by `cargo xtask golden`.

import type { MetricFacts, MetricId } from './types.js';

export const METRICS: Readonly<Record<MetricId, MetricFacts>> = {
  'conversations': {
    unit: 'conversations', value: 'count', needs: [],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'active-conversations': {
    unit: 'conversations', value: 'distinct', of: 'conversations', needs: [],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'open-conversations': {
    unit: 'conversations', value: 'snapshot', needs: ['status'],
    views: ['number', 'series', 'breakdown', 'distribution'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'closed-conversations': {
    unit: 'conversations', value: 'distinct', of: 'conversations', needs: ['status'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'unread-conversations': {
    unit: 'conversations', value: 'snapshot', needs: ['status', 'actors'],
    views: ['number', 'series', 'breakdown', 'distribution'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'unanswered-conversations': {
    unit: 'conversations', value: 'snapshot', needs: ['actors', 'messages'],
    views: ['number', 'series', 'breakdown', 'distribution'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'reopened-conversations': {
    unit: 'conversations', value: 'distinct', of: 'conversations', needs: ['status'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'reopen-rate': {
    unit: 'share', value: 'rate', of: 'conversations', needs: ['status'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'backlog': {
    unit: 'conversations', value: 'snapshot', needs: ['status'],
    views: ['number', 'series', 'breakdown', 'distribution'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'first-response': {
    unit: 'milliseconds', value: 'amount', needs: ['actors', 'messages'],
    views: ['number', 'series', 'breakdown', 'grid', 'distribution', 'curve'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'response-time': {
    unit: 'milliseconds', value: 'amount', needs: ['actors', 'messages'],
    views: ['number', 'series', 'breakdown', 'grid', 'distribution', 'curve'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'resolution-time': {
    unit: 'milliseconds', value: 'amount', needs: ['status'],
    views: ['number', 'series', 'breakdown', 'grid', 'distribution', 'curve'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'time-to-assignment': {
    unit: 'milliseconds', value: 'amount', needs: ['assignments'],
    views: ['number', 'series', 'breakdown', 'grid', 'distribution'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'assignment-to-response': {
    unit: 'milliseconds', value: 'amount', needs: ['assignments', 'actors', 'messages'],
    views: ['number', 'series', 'breakdown', 'grid', 'distribution'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'assignment-to-close': {
    unit: 'milliseconds', value: 'amount', needs: ['assignments', 'status'],
    views: ['number', 'series', 'breakdown', 'grid', 'distribution'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'conversation-duration': {
    unit: 'milliseconds', value: 'amount', needs: ['messages'],
    views: ['number', 'series', 'breakdown', 'grid', 'distribution'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'turns-per-conversation': {
    unit: 'turns', value: 'amount', needs: ['status', 'actors', 'messages'],
    views: ['number', 'series', 'breakdown', 'grid', 'distribution'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'messages-per-conversation': {
    unit: 'messages', value: 'amount', needs: ['status', 'messages'],
    views: ['number', 'series', 'breakdown', 'grid', 'distribution'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'messages': {
    unit: 'messages', value: 'count', needs: [],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'messages-received': {
    unit: 'messages', value: 'count', needs: ['actors'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'messages-attempted': {
    unit: 'messages', value: 'count', needs: ['actors', 'receipts'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'messages-sent': {
    unit: 'messages', value: 'count', needs: ['actors', 'receipts'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'messages-delivered': {
    unit: 'messages', value: 'count', needs: ['actors', 'receipts'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'messages-read': {
    unit: 'messages', value: 'count', needs: ['actors', 'receipts'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'messages-failed': {
    unit: 'messages', value: 'count', needs: ['actors', 'receipts'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'delivery-rate': {
    unit: 'share', value: 'rate', needs: ['actors', 'receipts'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'read-rate': {
    unit: 'share', value: 'rate', needs: ['actors', 'receipts'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'failure-rate': {
    unit: 'share', value: 'rate', needs: ['actors', 'receipts'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'reply-rate': {
    unit: 'share', value: 'rate', of: 'contacts', needs: ['actors', 'messages'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'never-delivered-contacts': {
    unit: 'contacts', value: 'distinct', of: 'contacts', needs: ['actors', 'receipts'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'messages-per-contact': {
    unit: 'messages', value: 'mean', needs: ['actors'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'opt-outs': {
    unit: 'opt-outs', value: 'count', needs: ['opt-outs'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'opt-out-rate': {
    unit: 'share', value: 'rate', of: 'contacts', needs: ['actors', 'messages', 'opt-outs'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'unique-customers': {
    unit: 'contacts', value: 'distinct', of: 'contacts', needs: [],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'new-customers': {
    unit: 'contacts', value: 'distinct', of: 'contacts', needs: ['actors', 'messages'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'returning-customers': {
    unit: 'contacts', value: 'distinct', of: 'contacts', needs: ['actors', 'messages'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'inactive-customers': {
    unit: 'contacts', value: 'snapshot', needs: ['actors'],
    views: ['number', 'series', 'breakdown', 'distribution'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'contacts-added': {
    unit: 'contacts', value: 'count', needs: [],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['country', 'contact-source', 'contact-tag', 'weekday', 'hour'],
  },
  'contacts-removed': {
    unit: 'contacts', value: 'count', needs: ['contact-history'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['country', 'contact-source', 'contact-tag', 'weekday', 'hour'],
  },
  'tags-applied': {
    unit: 'tags', value: 'count', needs: ['tags'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'conversations-assigned': {
    unit: 'conversations', value: 'distinct', of: 'conversations', needs: ['assignments'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'conversations-handled': {
    unit: 'conversations', value: 'distinct', of: 'conversations', needs: ['actors'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'assignments': {
    unit: 'assignments', value: 'count', needs: ['assignments'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'workload': {
    unit: 'conversations', value: 'snapshot', needs: ['assignments', 'status'],
    views: ['number', 'series', 'breakdown', 'distribution'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'agent-activity': {
    unit: 'hours', value: 'distinct', of: 'agent-hours', needs: ['actors', 'agents'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'csat-score': {
    unit: 'share', value: 'rate', needs: ['surveys'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'csat-mean': {
    unit: 'score', value: 'amount', needs: ['surveys'],
    views: ['number', 'series', 'breakdown', 'grid', 'distribution'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'csat-responses': {
    unit: 'answers', value: 'count', needs: ['surveys'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
  'csat-response-rate': {
    unit: 'share', value: 'rate', needs: ['surveys'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours'],
  },
};
