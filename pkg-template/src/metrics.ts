// Made from the registry by `cargo xtask golden`.

import type { MetricFacts, MetricId } from './types.js';

export const METRICS: Readonly<Record<MetricId, MetricFacts>> = {
  'conversations': {
    unit: 'conversations', value: 'count', needs: [],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved'],
  },
  'active-conversations': {
    unit: 'conversations', value: 'distinct', of: 'conversations', needs: [],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved', 'template', 'campaign', 'variant', 'error', 'window'],
  },
  'open-conversations': {
    unit: 'conversations', value: 'snapshot', needs: ['status'],
    views: ['number', 'series', 'breakdown', 'distribution'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved'],
  },
  'closed-conversations': {
    unit: 'conversations', value: 'distinct', of: 'conversations', needs: ['status'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved'],
  },
  'unread-conversations': {
    unit: 'conversations', value: 'snapshot', needs: ['status', 'actors'],
    views: ['number', 'series', 'breakdown', 'distribution'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved'],
  },
  'unanswered-conversations': {
    unit: 'conversations', value: 'snapshot', needs: ['actors', 'messages'],
    views: ['number', 'series', 'breakdown', 'distribution'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved'],
  },
  'reopened-conversations': {
    unit: 'conversations', value: 'distinct', of: 'conversations', needs: ['status'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved'],
  },
  'reopen-rate': {
    unit: 'share', value: 'rate', of: 'conversations', needs: ['status'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved'],
  },
  'backlog': {
    unit: 'conversations', value: 'snapshot', needs: ['status'],
    views: ['number', 'series', 'breakdown', 'distribution'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved'],
  },
  'first-response': {
    unit: 'milliseconds', value: 'amount', needs: ['actors', 'messages'],
    views: ['number', 'series', 'breakdown', 'grid', 'distribution', 'curve'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved'],
  },
  'response-time': {
    unit: 'milliseconds', value: 'amount', needs: ['actors', 'messages'],
    views: ['number', 'series', 'breakdown', 'grid', 'distribution', 'curve'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved'],
  },
  'resolution-time': {
    unit: 'milliseconds', value: 'amount', needs: ['status'],
    views: ['number', 'series', 'breakdown', 'grid', 'distribution', 'curve'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved'],
  },
  'time-to-assignment': {
    unit: 'milliseconds', value: 'amount', needs: ['assignments'],
    views: ['number', 'series', 'breakdown', 'grid', 'distribution'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved'],
  },
  'assignment-to-response': {
    unit: 'milliseconds', value: 'amount', needs: ['assignments', 'actors', 'messages'],
    views: ['number', 'series', 'breakdown', 'grid', 'distribution'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved'],
  },
  'assignment-to-close': {
    unit: 'milliseconds', value: 'amount', needs: ['assignments', 'status'],
    views: ['number', 'series', 'breakdown', 'grid', 'distribution'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved'],
  },
  'conversation-duration': {
    unit: 'milliseconds', value: 'amount', needs: ['messages'],
    views: ['number', 'series', 'breakdown', 'grid', 'distribution'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved'],
  },
  'turns-per-conversation': {
    unit: 'turns', value: 'amount', needs: ['status', 'actors', 'messages'],
    views: ['number', 'series', 'breakdown', 'grid', 'distribution'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved'],
  },
  'messages-per-conversation': {
    unit: 'messages', value: 'amount', needs: ['status', 'messages'],
    views: ['number', 'series', 'breakdown', 'grid', 'distribution'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved'],
  },
  'messages': {
    unit: 'messages', value: 'count', needs: [],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved', 'template', 'campaign', 'variant', 'error', 'window'],
  },
  'messages-received': {
    unit: 'messages', value: 'count', needs: ['actors'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved', 'template', 'campaign', 'variant', 'error', 'window'],
  },
  'messages-attempted': {
    unit: 'messages', value: 'count', needs: ['actors', 'receipts'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved', 'template', 'campaign', 'variant', 'error', 'window'],
  },
  'messages-sent': {
    unit: 'messages', value: 'count', needs: ['actors', 'receipts'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved', 'template', 'campaign', 'variant', 'error', 'window'],
  },
  'messages-delivered': {
    unit: 'messages', value: 'count', needs: ['actors', 'receipts'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved', 'template', 'campaign', 'variant', 'error', 'window'],
  },
  'messages-read': {
    unit: 'messages', value: 'count', needs: ['actors', 'receipts'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved', 'template', 'campaign', 'variant', 'error', 'window'],
  },
  'messages-failed': {
    unit: 'messages', value: 'count', needs: ['actors', 'receipts'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved', 'template', 'campaign', 'variant', 'error', 'window'],
  },
  'delivery-rate': {
    unit: 'share', value: 'rate', needs: ['actors', 'receipts'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved', 'template', 'campaign', 'variant', 'error', 'window'],
  },
  'read-rate': {
    unit: 'share', value: 'rate', needs: ['actors', 'receipts'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved', 'template', 'campaign', 'variant', 'error', 'window'],
  },
  'failure-rate': {
    unit: 'share', value: 'rate', needs: ['actors', 'receipts'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved', 'template', 'campaign', 'variant', 'error', 'window'],
  },
  'reply-rate': {
    unit: 'share', value: 'rate', of: 'contacts', needs: ['actors', 'messages'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved', 'template', 'campaign', 'variant', 'error', 'window'],
  },
  'never-delivered-contacts': {
    unit: 'contacts', value: 'distinct', of: 'contacts', needs: ['actors', 'receipts'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved', 'template', 'campaign', 'variant', 'error', 'window'],
  },
  'messages-per-contact': {
    unit: 'messages', value: 'mean', needs: ['actors'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved', 'template', 'campaign', 'variant', 'error', 'window'],
  },
  'opt-outs': {
    unit: 'opt-outs', value: 'count', needs: ['opt-outs'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved'],
  },
  'opt-out-rate': {
    unit: 'share', value: 'rate', of: 'contacts', needs: ['actors', 'messages', 'opt-outs'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved', 'template', 'campaign', 'variant', 'error', 'window'],
  },
  'unique-customers': {
    unit: 'contacts', value: 'distinct', of: 'contacts', needs: [],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved', 'template', 'campaign', 'variant', 'error', 'window'],
  },
  'new-customers': {
    unit: 'contacts', value: 'distinct', of: 'contacts', needs: ['actors', 'messages'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved', 'template', 'campaign', 'variant', 'error', 'window'],
  },
  'returning-customers': {
    unit: 'contacts', value: 'distinct', of: 'contacts', needs: ['actors', 'messages'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved', 'template', 'campaign', 'variant', 'error', 'window'],
  },
  'inactive-customers': {
    unit: 'contacts', value: 'snapshot', needs: ['actors'],
    views: ['number', 'series', 'breakdown', 'distribution'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved'],
  },
  'retention': {
    unit: 'share', value: 'rate', of: 'contacts', needs: ['actors', 'messages'],
    views: ['grid'],
    dimensions: [],
  },
  'retention-rate': {
    unit: 'share', value: 'rate', of: 'contacts', needs: ['actors', 'messages'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved', 'template', 'campaign', 'variant', 'error', 'window'],
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
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved'],
  },
  'conversations-assigned': {
    unit: 'conversations', value: 'distinct', of: 'conversations', needs: ['assignments'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved'],
  },
  'conversations-handled': {
    unit: 'conversations', value: 'distinct', of: 'conversations', needs: ['actors'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved', 'template', 'campaign', 'variant', 'error', 'window'],
  },
  'assignments': {
    unit: 'assignments', value: 'count', needs: ['assignments'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved'],
  },
  'workload': {
    unit: 'conversations', value: 'snapshot', needs: ['assignments', 'status'],
    views: ['number', 'series', 'breakdown', 'distribution'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved'],
  },
  'agent-activity': {
    unit: 'hours', value: 'distinct', of: 'agent-hours', needs: ['actors', 'agents'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved', 'template', 'campaign', 'variant', 'error', 'window'],
  },
  'csat-score': {
    unit: 'share', value: 'rate', needs: ['surveys'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved'],
  },
  'csat-mean': {
    unit: 'score', value: 'amount', needs: ['surveys'],
    views: ['number', 'series', 'breakdown', 'grid', 'distribution'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved'],
  },
  'csat-responses': {
    unit: 'answers', value: 'count', needs: ['surveys'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved'],
  },
  'csat-response-rate': {
    unit: 'share', value: 'rate', needs: ['surveys'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved'],
  },
  'conversions': {
    unit: 'conversions', value: 'count', needs: ['conversions'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved', 'currency'],
  },
  'revenue': {
    unit: 'money', value: 'sum', needs: ['conversions'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved', 'currency'],
  },
  'conversion-rate': {
    unit: 'share', value: 'rate', of: 'contacts', needs: ['conversions'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'message-kind', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved', 'template', 'campaign', 'variant', 'error', 'window'],
  },
  'customer-abandonment': {
    unit: 'conversations', value: 'distinct', of: 'conversations', needs: ['actors', 'messages', 'status'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved'],
  },
  'missed-conversations': {
    unit: 'conversations', value: 'distinct', of: 'conversations', needs: ['actors', 'messages'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved'],
  },
  'bot-outcomes': {
    unit: 'conversations', value: 'count', needs: ['actors', 'messages', 'status'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved', 'bot-outcome'],
  },
  'bot-resolution-rate': {
    unit: 'share', value: 'rate', needs: ['actors', 'messages', 'status'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved', 'bot-outcome'],
  },
  'bot-escalation-rate': {
    unit: 'share', value: 'rate', needs: ['actors', 'messages', 'status'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved', 'bot-outcome'],
  },
  'bot-fallback-rate': {
    unit: 'share', value: 'rate', needs: ['actors', 'messages', 'status', 'flows'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved', 'bot-outcome'],
  },
  'flow-steps': {
    unit: 'conversations', value: 'distinct', of: 'conversations', needs: ['flows'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved', 'flow', 'flow-step'],
  },
  'flow-drop-off': {
    unit: 'share', value: 'rate', of: 'conversations', needs: ['flows'],
    views: ['number', 'series', 'breakdown', 'grid'],
    dimensions: ['agent', 'team', 'tag', 'channel', 'origin', 'category', 'status', 'actor', 'country', 'contact-source', 'contact-tag', 'customer-kind', 'weekday', 'hour', 'business-hours', 'bot-involved', 'flow', 'flow-step'],
  },
};
